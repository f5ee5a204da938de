"""What was written to somebody who wants to be forgotten, and what they have answered.

What stays is what the law wants kept: that and when a number was written to stands in the attempts until their time is
over (rule L20), and a refusal with its number, so that it goes on being kept.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from crm.outbox.models import Message, Reply
from customers.models import (
    Customer,
    DateGreeting,
    DoNotGreet,
    Greeting,
    Invitation,
    PointEntry,
    SurveyAnswer,
)
from customers.rules.survey_forms import Kind, from_data
from customers.services.surveys import close

#: Whose answers are a person's own words.
WORDS = (Kind.TEXT, Kind.COMPETITOR)


def forget_messages(files: Collection[int], addresses: Collection[str], *, at: datetime) -> None:
    """
    files       the customer's and those that were merged into it
    addresses   under which the customer was written to, as they were before the file was emptied
    writes      outbox_message, outbox_reply
    """
    sent = Message.objects.filter(subject__in=[f"customer:{pk}" for pk in files])
    dropped = {"state": Message.State.SKIPPED, "skipped": Message.Skipped.DROPPED, "ended_at": at}
    sent.filter(state=Message.State.PENDING).update(**dropped)
    sent.update(address="", values={})
    Reply.objects.filter(address__in=addresses, refuses=False).update(text="", address="")


def forget_care(file: Customer, *, at: datetime) -> None:
    """What was asked, answered and granted: figures stay, words go.

    writes   customers_greeting, …_dategreeting, …_donotgreet, …_invitation, …_surveyanswer, …_pointentry
    """
    Greeting.objects.filter(customer=file).exclude(address="").update(
        address=Concat(Value("gone:"), Cast(F("pk"), CharField()))
    )
    DateGreeting.objects.filter(customer=file).update(contact=None)
    DoNotGreet.objects.filter(customer=file).update(note="")
    PointEntry.objects.filter(customer=file).update(note="")
    close(Invitation.objects.filter(customer=file), at=at)
    for answer in SurveyAnswer.objects.filter(invitation__customer=file).select_related("survey"):
        _forget_words(answer)


def _forget_words(answer: SurveyAnswer) -> None:
    spoken = {question.code for question in from_data(answer.survey.questions) if question.kind in WORDS}
    answer.answers = {code: value for code, value in answer.answers.items() if code not in spoken}
    answer.comment = answer.competitor = ""
    answer.save(update_fields=["answers", "comment", "competitor"])
