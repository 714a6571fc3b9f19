# RDS-001 (instance_…)

resource "aws_db_instance" "instance_unset" {
  identifier          = "instance-unset"
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
}

resource "aws_db_instance" "instance_off" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  storage_encrypted   = false
}

resource "aws_db_instance" "instance_encrypted" {
  identifier          = "instance-encrypted"
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  storage_encrypted   = true
}

resource "aws_db_instance" "instance_unknown" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  storage_encrypted   = terraform_data.later.output == "later"
}

resource "aws_db_instance" "instance_replica" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  replicate_source_db = "instance-encrypted"
}

resource "aws_db_instance" "instance_foreign_replica" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  replicate_source_db = "arn:aws:rds:eu-west-1:111111111111:db:source"
}

# Its source may be of this region or of another one.
resource "aws_db_instance" "instance_unknown_replica" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  replicate_source_db = aws_db_instance.instance_off.arn
}

module "instance_module" {
  source    = "./modules/database"
  for_each  = { plain = false, encrypted = true }
  encrypted = each.value
}

# RDS-002 (cluster_…)

resource "aws_rds_cluster" "cluster_unset" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "cluster_off" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  storage_encrypted   = false
}

resource "aws_rds_cluster" "cluster_encrypted" {
  cluster_identifier  = "cluster-encrypted"
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  storage_encrypted   = true
}

resource "aws_rds_cluster" "cluster_serverless" {
  engine              = "aurora-postgresql"
  engine_mode         = "serverless"
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "cluster_unknown" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  storage_encrypted   = terraform_data.later.output == "later"
}

module "cluster_module" {
  source    = "./modules/database"
  encrypted = false
}

# RDS-005 (public_…)

resource "aws_db_instance" "public_open" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  publicly_accessible = true
}

resource "aws_db_instance" "public_unset" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
}

resource "aws_db_instance" "public_unknown" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  publicly_accessible = terraform_data.later.output == "later"
}

# Optional and computed: unknown in the plan though not set.
resource "aws_rds_cluster_instance" "public_member_unset" {
  cluster_identifier = "cluster-encrypted"
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
}

resource "aws_rds_cluster_instance" "public_member_open" {
  count               = 2
  cluster_identifier  = "cluster-encrypted"
  engine              = "aurora-postgresql"
  instance_class      = "db.r6g.large"
  publicly_accessible = count.index == 0
}

resource "aws_rds_cluster_instance" "public_member_unknown" {
  cluster_identifier  = "cluster-encrypted"
  engine              = "aurora-postgresql"
  instance_class      = "db.r6g.large"
  publicly_accessible = terraform_data.later.output == "later"
}

module "public_module" {
  source    = "./modules/database"
  encrypted = true
  public    = true
}

# RDS-029 (snapshot_…)

resource "aws_db_snapshot" "snapshot_public" {
  db_instance_identifier = "x"
  db_snapshot_identifier = "snapshot-public"
  shared_accounts        = ["all"]
}

resource "aws_db_snapshot" "snapshot_private" {
  db_instance_identifier = "x"
  db_snapshot_identifier = "snapshot-private"
  shared_accounts        = ["111111111111"]
}

resource "aws_db_snapshot" "snapshot_unset" {
  db_instance_identifier = "x"
  db_snapshot_identifier = "snapshot-unset"
}

resource "aws_db_cluster_snapshot" "snapshot_unknown" {
  db_cluster_identifier          = "x"
  db_cluster_snapshot_identifier = "snapshot-unknown"
  shared_accounts                = [terraform_data.later.output]
}

resource "aws_rds_cluster_snapshot_copy" "snapshot_copy_public" {
  source_db_cluster_snapshot_identifier = "x"
  target_db_cluster_snapshot_identifier = "snapshot-copy"
  shared_accounts                       = ["all", "111111111111"]
}

resource "aws_db_snapshot_copy" "snapshot_copy_unset" {
  source_db_snapshot_identifier = "x"
  target_db_snapshot_identifier = "snapshot-copy"
}

module "snapshot_module" {
  source   = "./modules/snapshot"
  accounts = ["all"]
}
