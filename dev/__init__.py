"""What runs only on a developer's machine: a demo county and stand-ins for the services that the portal works with.

The portal never imports any of this, and its image holds none of it.
"""
