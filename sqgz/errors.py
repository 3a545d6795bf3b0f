"""The one error a user may meet: their input is at fault, and the message says where, what and what to do.

Everything else that is raised is a defect of the program and keeps its traceback.
"""


class InputError(Exception):
    """The user's input is at fault; the message is one clear Chinese sentence or short list.

    The command line prints it without a traceback and ends with exit code 2.
    """
