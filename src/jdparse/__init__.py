"""Scraped job-level pages in, clean Parquet tables out."""
