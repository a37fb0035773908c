"""QR codes as rows of squares, with their quiet zone."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

# ISO/IEC 18004 asks for four blank squares on every side; python-escpos would leave one.
QUIET_ZONE = 4
# Readers undo any of the eight masks; to try them all for the evenest takes three times as long as all the rest.
MASK = 2


def qr_squares(text: str) -> int:
    """Squares along one side with the quiet zone, drawn by whoever; 0 when there is no code for the text."""
    if not text:
        return 0
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    # As bytes: a printer may not look for a shorter way.
    code.add_data(text.encode(), optimize=0)
    try:
        return 4 * int(code.best_fit()) + 17 + 2 * QUIET_ZONE
    except DataOverflowError:
        return 0


def qr_rows(text: str) -> list[list[bool]]:
    """Rows of squares, True is black; no rows when the text is empty or too long for any code."""
    if not text:
        return []
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, mask_pattern=MASK)
    # Half a character is none.
    code.add_data(text.encode(errors="ignore"))
    try:
        code.make(fit=True)
    except DataOverflowError:
        return []
    return [[bool(dot) for dot in row] for row in code.get_matrix()]
