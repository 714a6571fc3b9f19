resource "aws_rds_global_cluster" "this" {
  global_cluster_identifier = "global-module"
  engine                    = "aurora-postgresql"
}
