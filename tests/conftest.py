"""Settings all tests share."""

from hypothesis import HealthCheck, settings

# The same examples every time, and no timings: a slow machine must not fail a test.
settings.register_profile(
    "jdparse", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("jdparse")
