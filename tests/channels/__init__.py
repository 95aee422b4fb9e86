"""What every channel must do, tried on each through its fake."""
