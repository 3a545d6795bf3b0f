"""The one error a user may meet: their input is at fault, and the message says where, what and what to do.

Everything else that is raised is a defect of the program and keeps its traceback.
"""

import errno


class InputError(Exception):
    """The user's input is at fault; the message is one clear Chinese sentence or short list.

    The command line prints it without a traceback and ends with exit code 2.
    """


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘空间不足",
    getattr(errno, "EDQUOT", -1): "磁盘配额已满",  # not on Windows
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "正在被别的程序使用",
    errno.EMFILE: "打开的文件过多",
}


def reason_of(error: OSError) -> str:
    """Why the system refused a file, in Chinese.

    >>> reason_of(PermissionError(13, "Permission denied")), reason_of(OSError("?"))
    ('没有权限', '系统没有说明原因')
    """
    if error.errno is None:
        return "系统没有说明原因"
    return _REASONS.get(error.errno, f"系统错误 {error.errno}")
