# RDS-004 (global_…)

resource "aws_rds_global_cluster" "global_unset" {
  global_cluster_identifier = "global-unset"
  engine                    = "aurora-postgresql"
}

resource "aws_rds_global_cluster" "global_off" {
  global_cluster_identifier = "global-off"
  engine                    = "aurora-postgresql"
  storage_encrypted         = false
}

resource "aws_rds_global_cluster" "global_encrypted" {
  global_cluster_identifier = "global-encrypted"
  engine                    = "aurora-postgresql"
  storage_encrypted         = true
}

# It takes encryption from the cluster that it is made of.
resource "aws_rds_global_cluster" "global_source" {
  global_cluster_identifier    = "global-source"
  force_destroy                = true
  source_db_cluster_identifier = aws_rds_cluster.guard_cluster_on.arn
}

resource "aws_rds_global_cluster" "global_unknown" {
  global_cluster_identifier = "global-unknown"
  engine                    = "aurora-postgresql"
  storage_encrypted         = terraform_data.later.output == "later"
}

module "global_module" {
  source = "./modules/global"
}

# RDS-006 and RDS-007 (guard_…)

resource "aws_db_instance" "guard_unset" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
}

resource "aws_db_instance" "guard_off" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  deletion_protection = false
}

resource "aws_db_instance" "guard_on" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  deletion_protection = true
}

resource "aws_db_instance" "guard_unknown" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  deletion_protection = terraform_data.later.output == "later"
}

resource "aws_rds_cluster" "guard_cluster_unset" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "guard_cluster_on" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  deletion_protection = true
}

resource "aws_rds_cluster" "guard_cluster_unknown" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  deletion_protection = terraform_data.later.output == "later"
}

resource "aws_rds_global_cluster" "guard_world_off" {
  global_cluster_identifier = "guard-world-off"
  engine                    = "aurora-postgresql"
  deletion_protection       = false
}

resource "aws_rds_global_cluster" "guard_world_on" {
  global_cluster_identifier = "guard-world-on"
  engine                    = "aurora-postgresql"
  deletion_protection       = true
}

module "guard_module" {
  source    = "./modules/database"
  protected = false
  days      = 7
}

# RDS-008 (backup_…)

resource "aws_db_instance" "backup_unset" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
}

resource "aws_db_instance" "backup_days" {
  for_each                = toset(["0", "6", "7"])
  instance_class          = "db.t3.micro"
  allocated_storage       = 20
  engine                  = "postgres"
  skip_final_snapshot     = true
  backup_retention_period = each.value
}

resource "aws_db_instance" "backup_unknown" {
  instance_class          = "db.t3.micro"
  allocated_storage       = 20
  engine                  = "postgres"
  skip_final_snapshot     = true
  backup_retention_period = length(terraform_data.later.output)
}

resource "aws_db_instance" "backup_replica" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  replicate_source_db = aws_db_instance.backup_days["7"].identifier
}

resource "aws_rds_cluster" "backup_cluster_unset" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "backup_cluster_days" {
  for_each                = toset(["1", "35"])
  engine                  = "aurora-postgresql"
  skip_final_snapshot     = true
  backup_retention_period = each.value
}

module "backup_module" {
  source    = "./modules/database"
  protected = true
  days      = 3
}

# RDS-024 (password_…)

resource "aws_db_instance" "password_written" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  username            = "orders"
  password            = "fixture-password"
}

# Known only after apply, and in the state from then on.
resource "aws_db_instance" "password_later" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  username            = "orders"
  password            = terraform_data.later.output
}

resource "aws_db_instance" "password_managed" {
  instance_class              = "db.t3.micro"
  allocated_storage           = 20
  engine                      = "postgres"
  skip_final_snapshot         = true
  username                    = "orders"
  manage_master_user_password = true
}

resource "aws_db_instance" "password_write_only" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  username            = "orders"
  password_wo         = "fixture-password"
  password_wo_version = 1
}

resource "aws_db_instance" "password_unset" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  snapshot_identifier = "orders"
}

resource "aws_rds_cluster" "password_cluster_written" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  master_username     = "orders"
  master_password     = "fixture-password"
}

resource "aws_rds_cluster" "password_cluster_managed" {
  engine                      = "aurora-postgresql"
  skip_final_snapshot         = true
  master_username             = "orders"
  manage_master_user_password = true
}

resource "aws_rds_cluster" "password_cluster_write_only" {
  engine                     = "aurora-postgresql"
  skip_final_snapshot        = true
  master_username            = "orders"
  master_password_wo         = "fixture-password"
  master_password_wo_version = 1
}
