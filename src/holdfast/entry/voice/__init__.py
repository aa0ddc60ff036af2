"""The voice platforms' doors: one wire format each, one set of actions behind all of them."""
