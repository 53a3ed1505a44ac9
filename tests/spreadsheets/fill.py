"""Fills in a workbook with openpyxl: python3 fill.py FROM TO, with {sheet: {cell: value}} as JSON on standard input.

A value {"day": "2024-03-18"} is a date.
"""

import datetime
import json
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
for sheet, cells in json.load(sys.stdin).items():
    for cell, value in cells.items():
        if isinstance(value, dict):
            value = datetime.date.fromisoformat(value["day"])
        book[sheet][cell] = value
book.save(sys.argv[2])
