import signal
import subprocess
import sys

import pytest

from assistant.support.crash import describe

CANARY = "canary-fdurand1"


def run(body: str) -> subprocess.CompletedProcess[str]:
    script = f"from assistant.support.crash import install\ninstall()\n{body}"
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_bug_exits_70_and_shows_types_and_lines_but_no_values() -> None:
    ended = run(
        "def fail(login):\n"
        "    try:\n"
        "        {}[login]\n"
        "    except KeyError as error:\n"
        "        raise ValueError(login) from error\n"
        f"fail('{CANARY}')\n"
    )

    assert ended.returncode == 70
    assert CANARY not in ended.stdout + ended.stderr
    assert ended.stderr.splitlines() == [
        "builtins.ValueError",
        "  <string>:8 <module>",
        "  <string>:7 fail",
        "builtins.KeyError",
        "  <string>:5 fail",
    ]


def test_clean_up_still_runs() -> None:
    ended = run("import atexit\natexit.register(print, 'tidy')\n1 / 0\n")

    assert ended.returncode == 70
    assert ended.stdout == "tidy\n"


def test_ctrl_c_is_cancelled_and_no_bug() -> None:
    ended = run(f"import signal\nsignal.raise_signal({int(signal.SIGINT)})\n")

    assert ended.returncode == 4
    assert ended.stderr == ""


def test_a_thread_that_fails_tells_no_value_either() -> None:
    ended = run(
        "import threading\n"
        f"thread = threading.Thread(target=int, args=('{CANARY}',))\n"
        "thread.start(); thread.join()\n"
    )

    assert ended.returncode == 0
    assert ended.stderr.startswith("builtins.ValueError\n")
    assert CANARY not in ended.stderr


def test_a_windowed_program_without_standard_error_ends_quietly() -> None:
    ended = run("import sys\nsys.stderr = None\n1 / 0\n")

    assert ended.returncode == 70


def test_parts_of_a_group_are_described() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        raise ExceptionGroup(CANARY, [OSError(CANARY), ValueError(CANARY)])

    described = describe(caught.value)

    assert "builtins.OSError" in described
    assert "builtins.ValueError" in described
    assert CANARY not in described


def test_folders_that_may_name_the_user_are_left_out() -> None:
    code = compile("1 / 0", f"/home/{CANARY}/venv/assistant/net/imap.py", "exec")
    with pytest.raises(ZeroDivisionError) as caught:
        exec(code)  # noqa: S102  # the only way to a frame with that path

    assert "  assistant/net/imap.py:1 <module>" in describe(caught.value)
    assert CANARY not in describe(caught.value)
