from django.urls import path

from crm.accounts.roles import HQ_ROLES
from outlets.permissions import needs
from outlets.views import documents, places, service_areas, staff, training

app_name = "outlets"
urlpatterns = [
    path("", places.OutletList.as_view(), name="outlets"),
    path("new/", places.outlet_create, name="outlet_create"),
    path("<int:pk>/", places.outlet, name="outlet"),
    path("<int:pk>/edit/", places.outlet_edit, name="outlet_edit"),
    path("regions/", needs(HQ_ROLES)(places.RegionList.as_view()), name="regions"),
    path("regions/new/", places.region_create, name="region_create"),
    path("regions/<int:pk>/edit/", places.region_edit, name="region_edit"),
    path("hubs/", needs(HQ_ROLES)(places.HubList.as_view()), name="hubs"),
    path("hubs/new/", places.hub_create, name="hub_create"),
    path("hubs/<int:pk>/edit/", places.hub_edit, name="hub_edit"),
    path("areas/", service_areas.ServiceAreaList.as_view(), name="areas"),
    path("areas/new/", service_areas.area_create, name="area_create"),
    path("areas/<int:pk>/edit/", service_areas.area_edit, name="area_edit"),
    path("areas/<int:pk>/remove/", service_areas.area_remove, name="area_remove"),
    path("coverage/", service_areas.coverage, name="coverage"),
    path("staff/", needs(staff.STAFF_READERS)(staff.StaffList.as_view()), name="staff"),
    path("staff/new/", staff.person_create, name="person_create"),
    path("staff/give-role/", staff.give_role, name="give_role"),
    path("staff/<int:pk>/", staff.person, name="person"),
    path("staff/<int:pk>/edit/", staff.person_edit, name="person_edit"),
    path("staff/<int:pk>/password/", staff.make_password, name="make_password"),
    path("staff/<int:pk>/active/", staff.set_active, name="set_active"),
    path("staff/roles/<int:pk>/take/", staff.take_role, name="take_role"),
    path("documents/", documents.DocumentList.as_view(), name="documents"),
    path("documents/new/", documents.document_create, name="document_create"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/edit/", documents.document_edit, name="document_edit"),
    path("documents/<int:pk>/publish/", documents.document_publish, name="document_publish"),
    path("documents/<int:pk>/withdraw/", documents.document_withdraw, name="document_withdraw"),
    path("documents/<int:pk>/read/", documents.document_read, name="document_read"),
    path("documents/<int:pk>/versions/<int:number>/file/", documents.document_file, name="document_file"),
    path(
        "documents/<int:pk>/readers/",
        needs(documents.READING_WATCHERS)(documents.ReaderList.as_view()),
        name="document_readers",
    ),
    path("training/", needs(training.TRAINING_READERS)(training.TrainingList.as_view()), name="training"),
    path("training/class/", training.training_class, name="training_class"),
    path("training/renew/", needs(training.TRAINING_READERS)(training.LackList.as_view()), name="training_lacks"),
    path("training/courses/", needs(training.TRAINING_READERS)(training.CourseList.as_view()), name="courses"),
    path("training/courses/new/", training.course_create, name="course_create"),
    path("training/courses/<int:pk>/edit/", training.course_edit, name="course_edit"),
]
