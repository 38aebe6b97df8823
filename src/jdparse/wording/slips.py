"""What a slip of the hand does to a word: one letter dropped, added, changed or swapped."""

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {key: row[max(i - 1, 0) : i] + row[i + 1 : i + 2] for row in _KEYBOARD for i, key in enumerate(row)}


def one_slip(wrong: str, right: str) -> bool:
    """Whether one letter dropped, doubled or added, changed, or swapped with its neighbour makes `wrong` of `right`."""
    if len(wrong) == len(right):
        differing = [i for i in range(len(wrong)) if wrong[i] != right[i]]
        if len(differing) == 1:
            return True
        return (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and wrong[differing[0]] == right[differing[1]]
            and wrong[differing[1]] == right[differing[0]]
        )
    longer, shorter = (wrong, right) if len(wrong) > len(right) else (right, wrong)
    return len(longer) == len(shorter) + 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def keeps_ends(wrong: str, right: str) -> bool:
    """Whether the slip left the first letter alone and made no other form of the word: hands slip inside words."""
    if wrong[0] != right[0] or (len(wrong) > len(right) and wrong[:-1] == right and wrong[-1] != right[-1]):
        return False
    return len(wrong) != len(right) or wrong[:-1] != right[:-1] or right[-1] in BESIDE[wrong[-1]]


def of_the_hand(wrong: str, right: str) -> bool:
    """Whether two letters are swapped, or one is struck twice or once for twice: oftener than another letter."""
    if len(wrong) == len(right):
        return sorted(wrong) == sorted(right)
    shorter, longer = sorted((wrong, right), key=len)
    doubled = (i for i in range(len(longer) - 1) if longer[i] == longer[i + 1])
    return any(longer[:i] + longer[i + 1 :] == shorter for i in doubled)
