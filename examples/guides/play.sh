actlab play
