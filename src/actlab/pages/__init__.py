"""What every HTML page shares: style, drawing, MathML, writing."""
