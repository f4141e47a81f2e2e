"""What our scripts ask for at the same doors as people."""


def asks_as_script(request) -> bool:
    """Whether the answer goes to a script that saves in the background, and not onto the screen."""
    return request.headers.get("Accept") == "application/json"
