"""Handing in, judging tasks, reviewing projects, colloquium."""

from .colloquium import BookSlot, RecordPage, SignRecord
from .files import DescribeFile, DownloadFile, RemoveFile
from .handing_in import SaveDraft, TaskPage
from .judging import JudgeTask, ReviewProject

__all__ = [
    "BookSlot",
    "DescribeFile",
    "DownloadFile",
    "JudgeTask",
    "RecordPage",
    "RemoveFile",
    "ReviewProject",
    "SaveDraft",
    "SignRecord",
    "TaskPage",
]
