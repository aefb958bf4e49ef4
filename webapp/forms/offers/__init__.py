"""Forms of offers: one per page of the posting form, by kind."""

from collections.abc import Mapping

from matching.vocabulary import OfferKind
from webapp.forms.offers import housing, job, training
from webapp.forms.offers.exclusions import PostsForm
from webapp.forms.offers.shared import CountForm, KindForm, OccupationForm, OwnOffersForm, PlacesForm, WhereForm
from webapp.forms.page_form import PageForm

FORMS: Mapping[OfferKind, Mapping[str, type[PageForm]]] = {
    OfferKind.JOB: {
        "work": job.WorkForm,
        "where": WhereForm,
        "hours": job.HoursForm,
        "pay": job.PayForm,
        "who": job.WhoForm,
        "posts": PostsForm,
        "places": PlacesForm,
    },
    OfferKind.TRAINING: {
        "course": training.CourseForm,
        "where": training.CourseWhereForm,
        "times": training.TimesForm,
        "entry": training.EntryForm,
        "money": training.MoneyForm,
        "posts": PostsForm,
        "places": training.EnrolForm,
    },
    OfferKind.HOUSING: {
        "home": housing.HomeForm,
        "where": housing.HomeWhereForm,
        "residents": housing.ResidentsForm,
        "rules": housing.RulesForm,
        "rent": housing.RentForm,
        "closures": housing.ClosuresForm,
        "posts": PostsForm,
        "places": housing.HomePlacesForm,
    },
}
"""Kind of offer and page -> its form."""

__all__ = ["FORMS", "CountForm", "KindForm", "OccupationForm", "OwnOffersForm", "PostsForm"]
