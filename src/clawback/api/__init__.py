"""Puts the rooms' routes together behind one door: who may call, what an error looks like."""
