"""A portal where people ask a council's MASH to look again at a decision about a child."""

VERSION = "0.1.0"
