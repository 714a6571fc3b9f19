output "instance_endpoints" {
  description = "Addresses of the database instances with their ports, by entry."
  value       = { for key, instance in aws_db_instance.this : key => instance.endpoint }
}

output "cluster_endpoints" {
  description = "Addresses of the clusters that take writes, by entry."
  value       = { for key, cluster in aws_rds_cluster.this : key => cluster.endpoint }
}
