"""Which pins of a Raspberry Pi a generated button box uses."""

# BCM numbers of button and lamp. The first four are those of the sample kiosk; the last three need SPI switched off.
# Left alone: 0 and 1 (ROM of a HAT), 2 and 3 (I2C, pulled up on the board), 14 and 15 (serial console).
PINS = (
    (5, 12),
    (6, 16),
    (13, 20),
    (19, 21),
    (26, 18),
    (17, 23),
    (27, 24),
    (22, 25),
    (9, 7),
    (10, 8),
    (11, 4),
)
MOST_BUTTONS = len(PINS)
FREE_OF_SPI = 8
