"""The blueprint that the pages of reviews share."""

from flask import Blueprint
from werkzeug.wrappers import Response

pages = Blueprint("reviews", __name__)
Page = str | tuple[str, int] | Response
