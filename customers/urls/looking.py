from django.urls import path

from customers.views import customer, customers, touches

urlpatterns = [
    path("", customers.CustomerList.as_view(), name="customers"),
    path("search/", customers.search, name="search"),
    path("incoming/", customer.incoming, name="incoming"),
    path("tasks/", touches.TaskList.as_view(), name="tasks"),
    path("tasks/<int:pk>/done/", touches.task_done, name="task_done"),
    path("<int:pk>/", customer.customer, name="customer"),
    path("<int:pk>/unmask/", customer.unmask, name="unmask"),
    path("<int:pk>/talks/", touches.touch_new, name="touch_new"),
    path("<int:pk>/tasks/", touches.task_new, name="task_new"),
]
