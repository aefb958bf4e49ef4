"""The blueprint that the pages of units share."""

from flask import Blueprint
from werkzeug.wrappers import Response

pages = Blueprint("units", __name__)
Answer = Response | str | tuple[str, int]
