# One of each for the rules that ask for one argument (settings_…): nothing set, everything wrong, everything right, known after apply.

resource "aws_db_instance" "settings_plain" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  storage_encrypted   = true
}

resource "aws_db_instance" "settings_wrong" {
  instance_class                      = "db.t3.micro"
  allocated_storage                   = 20
  engine                              = "postgres"
  skip_final_snapshot                 = true
  storage_encrypted                   = true
  auto_minor_version_upgrade          = false
  copy_tags_to_snapshot               = false
  iam_database_authentication_enabled = false
  monitoring_interval                 = 0
  enabled_cloudwatch_logs_exports     = ["upgrade"]
  performance_insights_enabled        = true
  port                                = 5432
  username                            = "postgres"
  ca_cert_identifier                  = "rds-ca-2019"
  allow_major_version_upgrade         = true
  apply_immediately                   = true
}

resource "aws_db_instance" "settings_right" {
  instance_class                      = "db.t3.micro"
  allocated_storage                   = 20
  engine                              = "postgres"
  skip_final_snapshot                 = true
  storage_encrypted                   = true
  kms_key_id                          = terraform_data.later.output
  auto_minor_version_upgrade          = true
  copy_tags_to_snapshot               = true
  iam_database_authentication_enabled = true
  monitoring_interval                 = 60
  monitoring_role_arn                 = terraform_data.later.output
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = terraform_data.later.output
  port                                = 6432
  username                            = "orders"
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  allow_major_version_upgrade         = true
}

resource "aws_db_instance" "settings_unknown" {
  instance_class                      = "db.t3.micro"
  allocated_storage                   = 20
  engine                              = "postgres"
  skip_final_snapshot                 = true
  storage_encrypted                   = terraform_data.later.output == "later"
  auto_minor_version_upgrade          = terraform_data.later.output == "later"
  copy_tags_to_snapshot               = terraform_data.later.output == "later"
  iam_database_authentication_enabled = terraform_data.later.output == "later"
  monitoring_interval                 = length(terraform_data.later.output)
  enabled_cloudwatch_logs_exports     = [terraform_data.later.output]
  performance_insights_enabled        = terraform_data.later.output == "later"
  port                                = length(terraform_data.later.output)
  username                            = terraform_data.later.output
  ca_cert_identifier                  = terraform_data.later.output
  allow_major_version_upgrade         = terraform_data.later.output == "later"
  apply_immediately                   = true
}

# The default port of another engine, and the logs of another engine.
resource "aws_db_instance" "settings_mysql" {
  instance_class                  = "db.t3.micro"
  allocated_storage               = 20
  engine                          = "mysql"
  skip_final_snapshot             = true
  port                            = 5432
  username                        = "admin"
  enabled_cloudwatch_logs_exports = ["error"]
}

resource "aws_db_instance" "settings_oracle" {
  instance_class                  = "db.t3.small"
  allocated_storage               = 20
  engine                          = "oracle-se2"
  skip_final_snapshot             = true
  port                            = 1521
  username                        = "oracle"
  enabled_cloudwatch_logs_exports = ["alert"]
}

resource "aws_db_instance" "settings_replica" {
  instance_class      = "db.t3.micro"
  skip_final_snapshot = true
  replicate_source_db = "source"
}

resource "aws_rds_cluster" "settings_cluster_plain" {
  engine              = "aurora-postgresql"
  skip_final_snapshot = true
  storage_encrypted   = true
}

resource "aws_rds_cluster" "settings_cluster_wrong" {
  engine                              = "aurora-mysql"
  skip_final_snapshot                 = true
  storage_encrypted                   = true
  copy_tags_to_snapshot               = false
  iam_database_authentication_enabled = false
  enabled_cloudwatch_logs_exports     = ["error"]
  performance_insights_enabled        = true
  port                                = 3306
  master_username                     = "admin"
  backtrack_window                    = 0
  enable_http_endpoint                = true
  allow_major_version_upgrade         = true
  apply_immediately                   = true
}

resource "aws_rds_cluster" "settings_cluster_right" {
  engine                              = "aurora-mysql"
  skip_final_snapshot                 = true
  storage_encrypted                   = true
  kms_key_id                          = terraform_data.later.output
  copy_tags_to_snapshot               = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["audit", "error"]
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = terraform_data.later.output
  port                                = 5432
  master_username                     = "orders"
  backtrack_window                    = 86400
  enable_http_endpoint                = false
  apply_immediately                   = true
}

resource "aws_rds_cluster" "settings_cluster_unknown" {
  engine                              = "aurora-mysql"
  skip_final_snapshot                 = true
  storage_encrypted                   = terraform_data.later.output == "later"
  copy_tags_to_snapshot               = terraform_data.later.output == "later"
  iam_database_authentication_enabled = terraform_data.later.output == "later"
  enabled_cloudwatch_logs_exports     = [terraform_data.later.output]
  performance_insights_enabled        = terraform_data.later.output == "later"
  port                                = length(terraform_data.later.output)
  master_username                     = terraform_data.later.output
  backtrack_window                    = length(terraform_data.later.output)
  enable_http_endpoint                = terraform_data.later.output == "later"
}

resource "aws_rds_cluster_instance" "settings_member_plain" {
  cluster_identifier = "orders"
  engine             = "aurora-mysql"
  instance_class     = "db.r6g.large"
}

resource "aws_rds_cluster_instance" "settings_member_wrong" {
  cluster_identifier           = "orders"
  engine                       = "aurora-mysql"
  instance_class               = "db.r6g.large"
  auto_minor_version_upgrade   = false
  monitoring_interval          = 0
  performance_insights_enabled = true
  ca_cert_identifier           = "rds-ca-2015"
}

resource "aws_rds_cluster_instance" "settings_member_right" {
  cluster_identifier              = "orders"
  engine                          = "aurora-mysql"
  instance_class                  = "db.r6g.large"
  monitoring_interval             = 30
  monitoring_role_arn             = terraform_data.later.output
  performance_insights_enabled    = true
  performance_insights_kms_key_id = terraform_data.later.output
  ca_cert_identifier              = "rds-ca-ecc384-g1"
}

resource "aws_rds_cluster_instance" "settings_member_unknown" {
  cluster_identifier           = "orders"
  engine                       = "aurora-mysql"
  instance_class               = "db.r6g.large"
  auto_minor_version_upgrade   = terraform_data.later.output == "later"
  monitoring_interval          = length(terraform_data.later.output)
  performance_insights_enabled = terraform_data.later.output == "later"
  ca_cert_identifier           = terraform_data.later.output
}

module "settings_module" {
  source = "./modules/database"
  engine = "mariadb"
}

# RDS-039 and RDS-041 (version_…)

resource "aws_db_instance" "version_postgres" {
  for_each            = toset(["9.6.21", "10.16", "13.2", "13.3", "13.20", "17.4", "17"])
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  engine_version      = each.value
  skip_final_snapshot = true
}

resource "aws_db_instance" "version_mysql" {
  for_each            = toset(["5.7.44", "8.0.42", "8.4.5"])
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "mysql"
  engine_version      = each.value
  skip_final_snapshot = true
}

resource "aws_db_instance" "version_other" {
  for_each            = { "10.6.21" = "mariadb", "10.11.11" = "mariadb", "12.00.6449.1.v1" = "sqlserver-se", "19.0.0.0" = "oracle-se2" }
  instance_class      = "db.t3.small"
  allocated_storage   = 20
  engine              = each.value
  engine_version      = each.key
  skip_final_snapshot = true
}

module "version_module" {
  source         = "./modules/database"
  engine         = "postgres"
  engine_version = "12.4"
}

resource "aws_db_instance" "version_unset" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
}

resource "aws_db_instance" "version_unknown" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  engine_version      = terraform_data.later.output
  skip_final_snapshot = true
}

resource "aws_rds_cluster" "version_cluster" {
  for_each            = { "11.8" = "aurora-postgresql", "16.6" = "aurora-postgresql", "5.7.mysql_aurora.2.12.5" = "aurora-mysql", "8.0.mysql_aurora.3.08.2" = "aurora-mysql" }
  engine              = each.value
  engine_version      = each.key
  skip_final_snapshot = true
}

# A replica says neither engine nor version; a condition makes both unknown.
resource "aws_db_instance" "version_replica" {
  instance_class      = "db.m6g.large"
  replicate_source_db = "source"
  engine              = terraform_data.later.output
  engine_version      = terraform_data.later.output
  skip_final_snapshot = true
  storage_encrypted   = true
}
