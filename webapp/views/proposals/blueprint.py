"""The blueprint that the pages of proposals share."""

from flask import Blueprint
from werkzeug.wrappers import Response

pages = Blueprint("proposals", __name__)
Answer = Response | str | tuple[str, int]
