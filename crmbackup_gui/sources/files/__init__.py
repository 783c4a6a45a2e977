"""A folder of attachments as a CRM: one entity `files`, one record for each file, folder and link in it."""
