# RDS-009, RDS-025 and RDS-040 (prod_…)

resource "aws_db_instance" "prod_plain" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  tags                = { Environment = "prod" }
}

resource "aws_db_instance" "prod_off" {
  instance_class           = "db.t3.micro"
  allocated_storage        = 20
  engine                   = "postgres"
  skip_final_snapshot      = true
  multi_az                 = false
  delete_automated_backups = true
  tags                     = { Environment = "production" }
}

resource "aws_db_instance" "prod_careful" {
  instance_class            = "db.t3.micro"
  allocated_storage         = 20
  engine                    = "postgres"
  skip_final_snapshot       = false
  final_snapshot_identifier = "prod-careful"
  multi_az                  = true
  delete_automated_backups  = false
  tags                      = { Environment = "prod" }
}

resource "aws_db_instance" "prod_unknown" {
  instance_class           = "db.t3.micro"
  allocated_storage        = 20
  engine                   = "postgres"
  skip_final_snapshot      = terraform_data.later.output == "later"
  multi_az                 = terraform_data.later.output == "later"
  delete_automated_backups = terraform_data.later.output == "later"
  tags                     = { Environment = "prod" }
}

resource "aws_db_instance" "prod_unknown_tag" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  tags                = { Environment = terraform_data.later.output }
}

resource "aws_db_instance" "prod_not" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  tags                = { Environment = "dev" }
}

resource "aws_db_instance" "prod_untagged" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "prod_cluster_plain" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  tags                = { Environment = "prod" }
}

resource "aws_rds_cluster" "prod_cluster_careful" {
  engine                    = "aurora-postgresql"
  final_snapshot_identifier = "prod-cluster-careful"
  delete_automated_backups  = false
  tags                      = { Environment = "prod" }
}

module "prod_module" {
  source = "./modules/database"
}
