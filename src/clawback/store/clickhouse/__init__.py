"""Mail events in ClickHouse: a server, a cluster, or the same engine in this process."""
