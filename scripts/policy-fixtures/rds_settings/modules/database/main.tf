variable "engine" {
  type = string
}

variable "engine_version" {
  type    = string
  default = null
}

resource "aws_db_instance" "this" {
  instance_class               = "db.t3.micro"
  allocated_storage            = 20
  engine                       = var.engine
  engine_version               = var.engine_version
  skip_final_snapshot          = true
  storage_encrypted            = true
  auto_minor_version_upgrade   = false
  performance_insights_enabled = true
  username                     = "root"
  ca_cert_identifier           = "rds-ca-2019"
  allow_major_version_upgrade  = true
  apply_immediately            = true
}

resource "aws_rds_cluster" "this" {
  engine               = "aurora-mysql"
  skip_final_snapshot  = true
  enable_http_endpoint = true
}
