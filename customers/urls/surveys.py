from django.urls import path

from customers.views import listening, survey_forms, survey_rounds, surveys

urlpatterns = [
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/answers/", surveys.AnswerList.as_view(), name="survey_answers"),
    path("surveys/answers/<int:pk>/", surveys.survey_answer, name="survey_answer"),
    path("surveys/forms/", survey_forms.SurveyFormList.as_view(), name="survey_forms"),
    path("surveys/forms/<int:pk>/", survey_forms.survey_form, name="survey_form"),
    path("surveys/forms/<int:pk>/draft/", survey_forms.survey_draft, name="survey_draft"),
    path("surveys/forms/<int:pk>/edit/", survey_forms.survey_edit, name="survey_edit"),
    path("surveys/forms/<int:pk>/publish/", survey_forms.survey_publish, name="survey_publish"),
    path("surveys/forms/<int:pk>/discard/", survey_forms.survey_discard, name="survey_discard"),
    path("surveys/samples/", survey_rounds.RoundList.as_view(), name="survey_rounds"),
    path("surveys/samples/new/", survey_rounds.survey_round_new, name="survey_round_new"),
    path("surveys/samples/<int:pk>/", survey_rounds.survey_round, name="survey_round"),
    path("surveys/samples/<int:pk>/close/", survey_rounds.survey_round_close, name="survey_round_close"),
    path("surveys/visits/", listening.VisitList.as_view(), name="mystery_visits"),
    path("surveys/visits/new/", listening.mystery_visit_new, name="mystery_visit_new"),
    path("surveys/visits/<int:pk>/", listening.mystery_visit, name="mystery_visit"),
    path("surveys/groups/", listening.GroupList.as_view(), name="focus_groups"),
    path("surveys/groups/new/", listening.focus_group_new, name="focus_group_new"),
    path("surveys/groups/<int:pk>/", listening.focus_group, name="focus_group"),
    path("surveys/groups/<int:pk>/edit/", listening.focus_group_edit, name="focus_group_edit"),
]
