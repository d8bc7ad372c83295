"""The explorer's views: charts over time, tops, clicks, campaigns."""
