"""nbgrader: its commands mark through the isolated judge, and its gradebook gets a class's scores."""
