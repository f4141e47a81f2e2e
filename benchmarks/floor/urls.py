from django.urls import path

from . import views

urlpatterns = [
    path("empty/", views.empty),
    path("course/", views.course),
    path("save/", views.save),
    path("table/", views.table),
]
