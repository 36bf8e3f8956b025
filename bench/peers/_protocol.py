"""How a peer talks with the bench: one line of JSON in, one line out.

First the problem comes in and the contenders with their units go out. Then every line asks for one unit of
one contender; its duration in milliseconds and the number that all contenders must agree on go out.
"""

import json
import sys
import time


def serve(make):
    """Answers until the input ends.

    make -- takes the problem (a dict of lists), gives {contender: {unit: function}}; a function does the
    unit once, waits until it is done, and returns a number.
    """
    contenders = make(json.loads(sys.stdin.readline()))
    answer({name: list(units) for name, units in contenders.items()})
    warm = set()
    for line in sys.stdin:
        asked = json.loads(line)
        work = contenders[asked["contender"]][asked["unit"]]
        if line not in warm:
            work()
            work()
            warm.add(line)
        repeats = asked.get("repeats", 1)
        start = time.perf_counter()
        for _ in range(repeats):
            value = work()
        answer({"ms": (time.perf_counter() - start) * 1e3 / repeats, "value": float(value)})


def answer(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
