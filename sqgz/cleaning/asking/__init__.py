"""What is asked of people and what they decided: 待核清单, 退改清单 and decisions.csv."""
