"""Pure decisions: workdays, deadlines, duties, what must not be kept, what is no record."""
