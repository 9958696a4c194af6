"""``python -m bnqa``."""

import sys

from bnqa.cli import main

sys.exit(main())
