"""What the tests of faults share: folders of their own, and windows that end with their test."""

from tests.gui.conftest import (  # noqa: F401 - fixtures for all tests here
    every_test_begins_with_a_plain_application,
    garbage_is_collected_in_the_thread_of_the_window,
    own_folder,
)
