"""The blueprint of all pages about whole case files."""

from flask import Blueprint

pages = Blueprint("cases", __name__)
