"""How many statements an answer took, told in its header."""

from django.db import connection


class _Count:
    def __init__(self):
        self.statements = 0

    def __call__(self, execute, *arguments):
        self.statements += 1
        return execute(*arguments)


def count_statements(get_response):
    def counted(request):
        count = _Count()
        with connection.execute_wrapper(count):
            response = get_response(request)
        response.headers["X-Statements"] = str(count.statements)
        return response

    return counted
