resource "aws_rds_cluster" "this" {
  engine              = "aurora-mysql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster_instance" "this" {
  cluster_identifier = aws_rds_cluster.this.id
  engine             = "aurora-mysql"
  instance_class     = "db.r6g.large"
}
