"""A study as a page for people: one HTML file with its charts, tables and words."""

from core.report.page import report_html

__all__ = ["report_html"]
