"""What a study asks: settings, factors, the plan of its runs."""
