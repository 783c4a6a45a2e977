"""CRMs that are services on the internet: what all of them share. Each service is one folder beside this one."""
