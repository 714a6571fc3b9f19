# A cluster with everything left out, and a snapshot for everybody.
resource "aws_rds_cluster" "bare" {
  cluster_identifier  = "bare"
  engine              = "aurora-mysql"
  master_username     = "root"
  master_password     = "correct-horse-battery"
  skip_final_snapshot = true
}

resource "aws_rds_cluster_instance" "bare" {
  count               = 2
  identifier          = "bare-${count.index}"
  cluster_identifier  = aws_rds_cluster.bare.id
  engine              = "aurora-mysql"
  instance_class      = "db.r6g.large"
  publicly_accessible = count.index == 0
}

resource "aws_db_cluster_snapshot" "bare" {
  db_cluster_identifier          = aws_rds_cluster.bare.id
  db_cluster_snapshot_identifier = "bare-for-all"
  shared_accounts                = ["all"]
}

resource "aws_rds_global_cluster" "bare" {
  global_cluster_identifier = "bare-global"
  engine                    = "aurora-mysql"
}
