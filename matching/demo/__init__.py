"""A made-up county for demonstrations, read from `data/demo/` and told through the services, day by day.

Every file is a list of tables; several files whose names begin alike (`subjects.toml`, `subjects-2.toml`) are read as one
list, so that a larger county is more files and no more code. Days count from the day of loading.
"""

from matching.demo.load import DemoSignIn, demo_sign_ins, has_demo, load_county

__all__ = ["DemoSignIn", "demo_sign_ins", "has_demo", "load_county"]
