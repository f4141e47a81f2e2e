"""A question as authors edit it, and the plain content that versions, attempts and files carry. No database."""

import hashlib
import json

from wagtail.blocks.stream_block import StreamValue

from .blocks import ANSWER_BLOCKS
from .question_types import with_defaults


def content_of(question) -> dict:
    """The content of a question as its fields stand; with an empty answer there is no kind."""
    common = {
        "prompt": question.prompt,
        "points": question.points,
        "scheme": question.scheme,
        "rounding": question.rounding,
        "feedback": {"correct": question.feedback_correct, "incorrect": question.feedback_incorrect},
    }
    answers = question.answer.get_prep_value() if question.answer else []
    if not answers:
        return {"kind": "", **common}
    kind = answers[0]["type"]
    return with_defaults({"kind": kind, **common, **ANSWER_BLOCKS[kind].parts_of(answers[0]["value"])})


def fields_from(content: dict) -> dict:
    """The fields of a question that carry a content; the answer is still the raw value of its block."""
    complete = with_defaults(content)
    return {
        "prompt": complete["prompt"],
        "points": complete["points"],
        "scheme": complete["scheme"],
        "rounding": complete["rounding"],
        "feedback_correct": complete["feedback"]["correct"],
        "feedback_incorrect": complete["feedback"]["incorrect"],
        "answer": answer_from(complete),
    }


def answer_from(content: dict) -> list[dict]:
    """The raw value of the answer field: one block, its entries carrying the keys of the content."""
    kind = content["kind"]
    return [{"type": kind, "id": kind, "value": ANSWER_BLOCKS[kind].value_of(content)}]


def kind_in(answer: StreamValue) -> str:
    return answer[0].block_type if answer else ""


def digest_of(content: dict) -> str:
    """The fingerprint by which an unchanged content is recognised."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
