"""Runs a program on a pseudo-terminal and answers its questions.

Standard input: {"argv": [...], "env": {...}, "columns": 100, "rows": 30, "answers": [{"to": "text on the screen", "type": "yes\\r", "write": {"path": "contents"}}], "seconds": 60}
Standard output: {"exit_code": 0, "output": "everything the program wrote, with its control sequences"}
"""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

asked = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    os.execve(asked["argv"][0], asked["argv"], asked["env"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", asked["rows"], asked["columns"], 0, 0))

answers = list(asked["answers"])
output = b""
seen = 0
deadline = time.monotonic() + asked["seconds"]
while True:
    if time.monotonic() > deadline:
        os.kill(child, 9)
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            chunk = b""
        if chunk == b"":
            break
        output += chunk
    if answers:
        found = output.find(answers[0]["to"].encode(), seen)
        if found != -1:
            # Only what comes after this question can be the next one.
            seen = found + len(answers[0]["to"].encode())
            for path, contents in answers[0].get("write", {}).items():
                with open(path, "w", encoding="utf-8") as file:
                    file.write(contents)
            os.write(terminal, answers.pop(0)["type"].encode())

_, status = os.waitpid(child, 0)
print(json.dumps({"exit_code": os.waitstatus_to_exitcode(status), "output": output.decode("utf-8", "replace")}))
