"""Files of others, read into our records: tables of text, a mapping of their columns, rows checked one by one."""
