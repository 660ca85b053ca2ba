"""Run by Alembic, inside the transaction of :func:`portal.storage.migrations.upgrade`."""

from alembic import context

from portal.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
